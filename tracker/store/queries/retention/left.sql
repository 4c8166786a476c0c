-- Rows that are really on the disk: deleted ones are gone, not hidden.
SELECT
    (SELECT arraySort(groupUniqArray(view)) FROM events SETTINGS apply_deleted_mask = 0) AS views,
    (SELECT arraySort(groupUniqArray(address_key)) FROM verdicts SETTINGS apply_deleted_mask = 0) AS keys
