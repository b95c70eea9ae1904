"""Settings of queues: what does not fit together is told with the numbers that would."""

import pytest
from pydantic import ValidationError

from components.settings.queue import QueueSettings

CONSUMER = {"source": "order_consumer"}


def test_defaults():
    queue = QueueSettings.of("Production")
    assert (queue.visibility, queue.long_poll_seconds, queue.max_receives, queue.retention_days) == (60, 20, 5, 4)
    ages = [QueueSettings.of(name).age_alarm_seconds for name in ("Development", "Staging", "Production")]
    assert ages == [3600, 1800, 600]


def test_visibility_holds_six_timeouts_and_the_window():
    function = {"timeoutSeconds": 30}
    assert QueueSettings.of(consumer={**CONSUMER, "function": function}).visibility == 180
    windowed = {**CONSUMER, "function": function, "batchWindowSeconds": 20}
    assert QueueSettings.of(consumer=windowed).visibility == 200
    assert QueueSettings.of(consumer=windowed, visibilitySeconds=200).visibility == 200


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            {"visibilitySeconds": 89, "consumer": CONSUMER},
            "visibilitySeconds is 89; expected at least 90: 6 timeouts of the consumer and its window",
        ),
        ({"consumer": {**CONSUMER, "batchSize": 11}}, "batchSize is 11; expected batchWindowSeconds of at least 1"),
        (
            {"consumer": {**CONSUMER, "maxConcurrency": 20, "function": {"concurrency": 5}}},
            "maxConcurrency is 20 and function.concurrency 5; expected a concurrency that holds it",
        ),
        ({"consumer": {**CONSUMER, "publishes": ["a", "a"]}}, "publishes names a topic twice"),
        ({"consumer": {**CONSUMER, "source": "../x"}}, "expected the name of a folder below functions/"),
        (
            {"fifo": {}, "consumer": {**CONSUMER, "batchSize": 20, "batchWindowSeconds": 1}},
            "(?s)consumer.batchSize is 20; expected at most 10 for a FIFO queue.*batchWindowSeconds is set",
        ),
        ({"retentionDays": 1, "ageAlarmSeconds": 86_400}, "expected less than retentionDays, 86400 s"),
        ({"retentionDays": 15}, "less than or equal to 14"),
        ({"longPollSeconds": 21}, "less than or equal to 20"),
    ],
)
def test_refused(values, message):
    with pytest.raises(ValidationError, match=message):
        QueueSettings.of("Production", **values)
