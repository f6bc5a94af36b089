-- What the view and the splitting of a series into stacks need to know beyond the first release. Rows from before keep the defaults
-- until their pixels are rebuilt.

ALTER TABLE instance ADD COLUMN is_monochrome1 INTEGER NOT NULL DEFAULT 0;
ALTER TABLE instance ADD COLUMN is_lossy INTEGER NOT NULL DEFAULT 0;
ALTER TABLE instance ADD COLUMN lossy_ratio REAL NOT NULL DEFAULT 0;          -- 0: unknown
ALTER TABLE instance ADD COLUMN frame_of_reference_uid TEXT NOT NULL DEFAULT '';
ALTER TABLE instance ADD COLUMN voi_lut BLOB;                                 -- i32 first, u32 bits, u16 entries; little-endian
ALTER TABLE frame ADD COLUMN voi_function INTEGER NOT NULL DEFAULT 0;         -- lobule::VoiFunction
ALTER TABLE frame ADD COLUMN padding_low REAL;                                -- modality values as cached; NULL: none
ALTER TABLE frame ADD COLUMN padding_high REAL;
ALTER TABLE frame ADD COLUMN acquisition_number INTEGER NOT NULL DEFAULT 0;
ALTER TABLE frame ADD COLUMN temporal_position INTEGER NOT NULL DEFAULT 0;
ALTER TABLE frame ADD COLUMN acquisition_time_s REAL;                         -- of the day; NULL: removed by the profile
ALTER TABLE frame ADD COLUMN frame_type TEXT NOT NULL DEFAULT '';
