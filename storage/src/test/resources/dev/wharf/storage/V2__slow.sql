-- Takes longer than a work may.
SELECT pg_sleep(2);
