"""CloudWatch's side of alarms, as far as tests need it: metric math, the state of an alarm, rules over states."""
