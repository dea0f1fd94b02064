-- Lists are read unit by unit, in the order of `record_by_unit`. Visits come from many days at once: the pages of
-- this index were written anew by nearly every push.
DROP INDEX record_by_day;
