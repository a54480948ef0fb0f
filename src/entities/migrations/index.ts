import { Migration20261122190000_initial } from './Migration20261122190000_initial.ts';
import { Migration20261122190100_append_only_ledger } from './Migration20261122190100_append_only_ledger.ts';
import { Migration20261122190200_product_storage } from './Migration20261122190200_product_storage.ts';
import { Migration20261122190300_lost_race } from './Migration20261122190300_lost_race.ts';
import { Migration20261122211951_outbox_failures } from './Migration20261122211951_outbox_failures.ts';
import { Migration20261122213000_product_search } from './Migration20261122213000_product_search.ts';
import { Migration20261123005500_search_by_price } from './Migration20261123005500_search_by_price.ts';
import { Migration20261123010000_outbox_vacuum } from './Migration20261123010000_outbox_vacuum.ts';
import { Migration20261127044500_outbox_looks } from './Migration20261127044500_outbox_looks.ts';
import { Migration20261127044600_outbox_looks_indexes } from './Migration20261127044600_outbox_looks_indexes.ts';
import { Migration20261127045900_search_signs } from './Migration20261127045900_search_signs.ts';
import { Migration20261127050000_ended_logins } from './Migration20261127050000_ended_logins.ts';
import { Migration20261127050400_identities } from './Migration20261127050400_identities.ts';
import { Migration20261127080237_outbox_subject } from './Migration20261127080237_outbox_subject.ts';
import { Migration20261127080238_outbox_subject_index } from './Migration20261127080238_outbox_subject_index.ts';
import { Migration20261127080239_delivery_subject } from './Migration20261127080239_delivery_subject.ts';
import { Migration20261127080300_carts } from './Migration20261127080300_carts.ts';
import { Migration20261127080301_cart_of_new_items } from './Migration20261127080301_cart_of_new_items.ts';
import { Migration20261127080302_carts_backfill } from './Migration20261127080302_carts_backfill.ts';
import { Migration20261127082500_order_buyers } from './Migration20261127082500_order_buyers.ts';
import { Migration20261127082600_item_versions } from './Migration20261127082600_item_versions.ts';
import { Migration20261127084000_item_product } from './Migration20261127084000_item_product.ts';
import { Migration20261127111000_order_life } from './Migration20261127111000_order_life.ts';
import { Migration20261127111001_order_life_checked } from './Migration20261127111001_order_life_checked.ts';
import { Migration20261127111002_order_life_indexes } from './Migration20261127111002_order_life_indexes.ts';
import { Migration20261127111003_item_quantities } from './Migration20261127111003_item_quantities.ts';
import { Migration20261127111004_item_quantities_checked } from './Migration20261127111004_item_quantities_checked.ts';
import { Migration20261127111005_return_movements } from './Migration20261127111005_return_movements.ts';
import { Migration20261127111006_return_movements_checked } from './Migration20261127111006_return_movements_checked.ts';
import { Migration20261127111007_order_records } from './Migration20261127111007_order_records.ts';
import { Migration20261127111008_append_only_events } from './Migration20261127111008_append_only_events.ts';
import { Migration20261127114000_archived_products_index } from './Migration20261127114000_archived_products_index.ts';
import { Migration20261127114001_find_users_index } from './Migration20261127114001_find_users_index.ts';
import { Migration20261127121000_search_listed_name } from './Migration20261127121000_search_listed_name.ts';
import { Migration20261127121001_search_listed_names } from './Migration20261127121001_search_listed_names.ts';
import { Migration20261127122500_order_payment_index } from './Migration20261127122500_order_payment_index.ts';
import { Migration20261127135700_people } from './Migration20261127135700_people.ts';
import { Migration20261127135701_people_checked } from './Migration20261127135701_people_checked.ts';
import { Migration20261127135702_guests_index } from './Migration20261127135702_guests_index.ts';
import { Migration20261127140310_audit_log } from './Migration20261127140310_audit_log.ts';
import { Migration20261127140311_append_only_audit } from './Migration20261127140311_append_only_audit.ts';
import { Migration20261127140426_mailed_links } from './Migration20261127140426_mailed_links.ts';
import { Migration20261127140457_order_addresses } from './Migration20261127140457_order_addresses.ts';
import { Migration20261127140458_address_book } from './Migration20261127140458_address_book.ts';
import { Migration20261127140519_erasures } from './Migration20261127140519_erasures.ts';
import { Migration20261127140600_api_keys } from './Migration20261127140600_api_keys.ts';
import { Migration20261127140601_actors_of_order_events } from './Migration20261127140601_actors_of_order_events.ts';
import { Migration20261127140602_actors_of_order_cancellations } from './Migration20261127140602_actors_of_order_cancellations.ts';
import { Migration20261127140603_actors_of_fulfillments } from './Migration20261127140603_actors_of_fulfillments.ts';
import { Migration20261127140604_actors_of_order_returns } from './Migration20261127140604_actors_of_order_returns.ts';
import { Migration20261127140605_actors_of_order_return_receipts } from './Migration20261127140605_actors_of_order_return_receipts.ts';
import { Migration20261127140606_actors_checked } from './Migration20261127140606_actors_checked.ts';
import { Migration20261127141500_order_costs } from './Migration20261127141500_order_costs.ts';
import { Migration20261127141501_product_costs } from './Migration20261127141501_product_costs.ts';
import { Migration20261127141502_product_costs_checked } from './Migration20261127141502_product_costs_checked.ts';
import { Migration20261127143000_second_factors } from './Migration20261127143000_second_factors.ts';
import { Migration20261127143001_staff_index } from './Migration20261127143001_staff_index.ts';
import { Migration20261127143300_customers_index } from './Migration20261127143300_customers_index.ts';
import { Migration20261127170700_order_amounts } from './Migration20261127170700_order_amounts.ts';
import { Migration20261127170701_order_amounts_checked } from './Migration20261127170701_order_amounts_checked.ts';
import { Migration20261127171145_discounts } from './Migration20261127171145_discounts.ts';
import { Migration20261127171444_sales } from './Migration20261127171444_sales.ts';
import { Migration20261127171445_sales_changes } from './Migration20261127171445_sales_changes.ts';
import { Migration20261127171500_unpaid_orders_index } from './Migration20261127171500_unpaid_orders_index.ts';
import { Migration20261127171600_order_payment_progress } from './Migration20261127171600_order_payment_progress.ts';
import { Migration20261127171601_payment_processing_index } from './Migration20261127171601_payment_processing_index.ts';
import { Migration20261127171602_cancellations_undone } from './Migration20261127171602_cancellations_undone.ts';
import { Migration20261127171603_payments } from './Migration20261127171603_payments.ts';
import { Migration20261127171604_append_only_payment_entries } from './Migration20261127171604_append_only_payment_entries.ts';
import { Migration20261127172200_events } from './Migration20261127172200_events.ts';
import { Migration20261127172201_webhooks } from './Migration20261127172201_webhooks.ts';
import { Migration20261127172202_low_stock } from './Migration20261127172202_low_stock.ts';
import { Migration20261127172203_low_stock_checked } from './Migration20261127172203_low_stock_checked.ts';
import { Migration20261127172204_orders_to_feed } from './Migration20261127172204_orders_to_feed.ts';
import { Migration20261127172205_order_changes_to_feed } from './Migration20261127172205_order_changes_to_feed.ts';
import { Migration20261127172206_stock_to_feed } from './Migration20261127172206_stock_to_feed.ts';
import { Migration20261127174140_scheduled_prices } from './Migration20261127174140_scheduled_prices.ts';
import { Migration20261127174141_prices_of_products } from './Migration20261127174141_prices_of_products.ts';
import { Migration20261127174142_prices_of_products_checked } from './Migration20261127174142_prices_of_products_checked.ts';
import { Migration20261127174143_prices_due_index } from './Migration20261127174143_prices_due_index.ts';
import { Migration20261127174144_price_functions } from './Migration20261127174144_price_functions.ts';
import { Migration20261127174145_settle_price } from './Migration20261127174145_settle_price.ts';
import { Migration20261127174453_invoices } from './Migration20261127174453_invoices.ts';
import { Migration20261127174454_append_only_invoices } from './Migration20261127174454_append_only_invoices.ts';
import { Migration20261127180800_money_alarms_index } from './Migration20261127180800_money_alarms_index.ts';
import { Migration20261127191000_webhook_secrets } from './Migration20261127191000_webhook_secrets.ts';
import { Migration20261127191001_webhook_disabled_by_hand } from './Migration20261127191001_webhook_disabled_by_hand.ts';
import { Migration20261127202654_sales_months } from './Migration20261127202654_sales_months.ts';
import { Migration20261127204523_refunded_cancellations } from './Migration20261127204523_refunded_cancellations.ts';
import { Migration20261127204524_refunded_cancellation_items } from './Migration20261127204524_refunded_cancellation_items.ts';
import { Migration20261127204525_refunded_receipts } from './Migration20261127204525_refunded_receipts.ts';
import { Migration20261127204526_refunded_receipt_items } from './Migration20261127204526_refunded_receipt_items.ts';
import { Migration20261127204527_refunded_units_checked } from './Migration20261127204527_refunded_units_checked.ts';
import { Migration20261127204528_debit_note_numbers } from './Migration20261127204528_debit_note_numbers.ts';
import { Migration20261127204529_debit_notes } from './Migration20261127204529_debit_notes.ts';
import { Migration20261127204530_debit_notes_checked } from './Migration20261127204530_debit_notes_checked.ts';
import { Migration20261127204531_one_credit_note_a_refund } from './Migration20261127204531_one_credit_note_a_refund.ts';
import { Migration20261127204532_credit_notes_taken_back_once } from './Migration20261127204532_credit_notes_taken_back_once.ts';
import { Migration20261127210429_capture_before } from './Migration20261127210429_capture_before.ts';
import { Migration20261127210430_payments_ending_index } from './Migration20261127210430_payments_ending_index.ts';
import { Migration20261127210431_disputes_won } from './Migration20261127210431_disputes_won.ts';
import { Migration20261127210432_disputes_won_checked } from './Migration20261127210432_disputes_won_checked.ts';
import { Migration20261127221500_stock_marks_to_feed } from './Migration20261127221500_stock_marks_to_feed.ts';
import { Migration20261127234001_not_due } from './Migration20261127234001_not_due.ts';
import { Migration20261127234002_not_due_checked } from './Migration20261127234002_not_due_checked.ts';
import { Migration20261127234003_payment_status_index } from './Migration20261127234003_payment_status_index.ts';
import { Migration20261127234004_due_to_feed } from './Migration20261127234004_due_to_feed.ts';
import { Migration20261127234005_lack_money_index } from './Migration20261127234005_lack_money_index.ts';
import { Migration20261128012022_refunds_to_send } from './Migration20261128012022_refunds_to_send.ts';
import { Migration20261128012023_refunds_to_send_index } from './Migration20261128012023_refunds_to_send_index.ts';

/** Every migration, in the order in which they run; a new one is added at the end. */
export const migrations = [
  Migration20261122190000_initial,
  Migration20261122190100_append_only_ledger,
  Migration20261122190200_product_storage,
  Migration20261122190300_lost_race,
  Migration20261122211951_outbox_failures,
  Migration20261122213000_product_search,
  Migration20261123005500_search_by_price,
  Migration20261123010000_outbox_vacuum,
  Migration20261127044500_outbox_looks,
  Migration20261127044600_outbox_looks_indexes,
  Migration20261127045900_search_signs,
  Migration20261127050000_ended_logins,
  Migration20261127050400_identities,
  Migration20261127080237_outbox_subject,
  Migration20261127080238_outbox_subject_index,
  Migration20261127080239_delivery_subject,
  Migration20261127080300_carts,
  Migration20261127080301_cart_of_new_items,
  Migration20261127080302_carts_backfill,
  Migration20261127082500_order_buyers,
  Migration20261127082600_item_versions,
  Migration20261127084000_item_product,
  Migration20261127111000_order_life,
  Migration20261127111001_order_life_checked,
  Migration20261127111002_order_life_indexes,
  Migration20261127111003_item_quantities,
  Migration20261127111004_item_quantities_checked,
  Migration20261127111005_return_movements,
  Migration20261127111006_return_movements_checked,
  Migration20261127111007_order_records,
  Migration20261127111008_append_only_events,
  Migration20261127114000_archived_products_index,
  Migration20261127114001_find_users_index,
  Migration20261127121000_search_listed_name,
  Migration20261127121001_search_listed_names,
  Migration20261127122500_order_payment_index,
  Migration20261127135700_people,
  Migration20261127135701_people_checked,
  Migration20261127135702_guests_index,
  Migration20261127140310_audit_log,
  Migration20261127140311_append_only_audit,
  Migration20261127140426_mailed_links,
  Migration20261127140457_order_addresses,
  Migration20261127140458_address_book,
  Migration20261127140519_erasures,
  Migration20261127140600_api_keys,
  Migration20261127140601_actors_of_order_events,
  Migration20261127140602_actors_of_order_cancellations,
  Migration20261127140603_actors_of_fulfillments,
  Migration20261127140604_actors_of_order_returns,
  Migration20261127140605_actors_of_order_return_receipts,
  Migration20261127140606_actors_checked,
  Migration20261127141500_order_costs,
  Migration20261127141501_product_costs,
  Migration20261127141502_product_costs_checked,
  Migration20261127143000_second_factors,
  Migration20261127143001_staff_index,
  Migration20261127143300_customers_index,
  Migration20261127170700_order_amounts,
  Migration20261127170701_order_amounts_checked,
  Migration20261127171145_discounts,
  Migration20261127171444_sales,
  Migration20261127171445_sales_changes,
  Migration20261127171500_unpaid_orders_index,
  Migration20261127171600_order_payment_progress,
  Migration20261127171601_payment_processing_index,
  Migration20261127171602_cancellations_undone,
  Migration20261127171603_payments,
  Migration20261127171604_append_only_payment_entries,
  Migration20261127172200_events,
  Migration20261127172201_webhooks,
  Migration20261127172202_low_stock,
  Migration20261127172203_low_stock_checked,
  Migration20261127172204_orders_to_feed,
  Migration20261127172205_order_changes_to_feed,
  Migration20261127172206_stock_to_feed,
  Migration20261127174140_scheduled_prices,
  Migration20261127174141_prices_of_products,
  Migration20261127174142_prices_of_products_checked,
  Migration20261127174143_prices_due_index,
  Migration20261127174144_price_functions,
  Migration20261127174145_settle_price,
  Migration20261127174453_invoices,
  Migration20261127174454_append_only_invoices,
  Migration20261127180800_money_alarms_index,
  Migration20261127191000_webhook_secrets,
  Migration20261127191001_webhook_disabled_by_hand,
  Migration20261127202654_sales_months,
  Migration20261127204523_refunded_cancellations,
  Migration20261127204524_refunded_cancellation_items,
  Migration20261127204525_refunded_receipts,
  Migration20261127204526_refunded_receipt_items,
  Migration20261127204527_refunded_units_checked,
  Migration20261127204528_debit_note_numbers,
  Migration20261127204529_debit_notes,
  Migration20261127204530_debit_notes_checked,
  Migration20261127204531_one_credit_note_a_refund,
  Migration20261127204532_credit_notes_taken_back_once,
  Migration20261127210429_capture_before,
  Migration20261127210430_payments_ending_index,
  Migration20261127210431_disputes_won,
  Migration20261127210432_disputes_won_checked,
  Migration20261127221500_stock_marks_to_feed,
  Migration20261127234001_not_due,
  Migration20261127234002_not_due_checked,
  Migration20261127234003_payment_status_index,
  Migration20261127234004_due_to_feed,
  Migration20261127234005_lack_money_index,
  Migration20261128012022_refunds_to_send,
  Migration20261128012023_refunds_to_send_index,
];
