-- The line items of the chosen months, with what every query needs: one day, one cost of each kind, the tags of the schema.
-- amortized_cost spreads what was paid ahead for reservations and Savings Plans over the usage that it covers; what no
-- usage covered is the unused rest, on the line of the fee. The sum over a month is what the month has cost.
SELECT
  billing_period,
  CAST(line_item_usage_start_date AS DATE) AS usage_date,
  line_item_usage_account_id AS account_id,
  line_item_product_code AS service,
  product_region_code AS region,
  line_item_usage_type AS usage_type,
  line_item_line_item_type AS line_type,
  NULLIF(line_item_resource_id, '') AS resource_id,
  CASE
    WHEN line_item_line_item_type IN ('Credit', 'Refund') THEN 'credit'
    WHEN line_item_line_item_type = 'Tax' THEN 'tax'
    ELSE 'usage'
  END AS kind,
  line_item_usage_amount AS usage_amount,
  line_item_unblended_cost AS unblended_cost,
  CASE
    WHEN line_item_line_item_type = 'SavingsPlanCoveredUsage' THEN savings_plan_savings_plan_effective_cost
    WHEN line_item_line_item_type = 'SavingsPlanRecurringFee'
      THEN savings_plan_total_commitment_to_date - savings_plan_used_commitment
    WHEN line_item_line_item_type IN ('SavingsPlanNegation', 'SavingsPlanUpfrontFee') THEN 0
    WHEN line_item_line_item_type = 'DiscountedUsage' THEN reservation_effective_cost
    WHEN line_item_line_item_type = 'RIFee'
      THEN reservation_unused_amortized_upfront_fee_for_billing_period + reservation_unused_recurring_fee
    WHEN line_item_line_item_type = 'Fee' AND reservation_reservation_a_r_n <> '' THEN 0
    ELSE line_item_unblended_cost
  END AS amortized_cost,
  pricing_public_on_demand_cost AS on_demand_cost,
  NULLIF(element_at(resource_tags, 'user_environment'), '') AS environment,
  NULLIF(element_at(resource_tags, 'user_cost_center'), '') AS cost_center,
  NULLIF(element_at(resource_tags, 'user_project'), '') AS project,
  NULLIF(element_at(resource_tags, 'user_owner'), '') AS owner,
  NULLIF(element_at(resource_tags, 'user_managed_by'), '') AS managed_by,
  NULLIF(reservation_reservation_a_r_n, '') AS reservation_arn,
  reservation_unused_quantity,
  reservation_unused_amortized_upfront_fee_for_billing_period + reservation_unused_recurring_fee AS reservation_unused_cost,
  reservation_effective_cost,
  NULLIF(savings_plan_savings_plan_a_r_n, '') AS savings_plan_arn,
  savings_plan_total_commitment_to_date AS savings_plan_commitment,
  savings_plan_used_commitment,
  savings_plan_savings_plan_effective_cost AS savings_plan_effective_cost
FROM ${table}
WHERE billing_period BETWEEN ${first} AND ${last}
