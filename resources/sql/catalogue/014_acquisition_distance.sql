-- acquisition_time_s was the time of day; from here on it is the distance from Study Time, which de-identification need not remove. Rows
-- from before get it with the next rebuild of their pixels, where the profile kept the times.
UPDATE frame SET acquisition_time_s = NULL WHERE acquisition_time_s IS NOT NULL;
