-- Truth: boundaries of the places below one, for the situation screen. One map a place, as GeoJSON.
CREATE TABLE place_map (
    id INTEGER PRIMARY KEY,           -- the place whose children it draws
    geojson TEXT NOT NULL,            -- FeatureCollection; properties.place is a child's id
    features INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,      -- seconds UTC
    changed_by INTEGER NOT NULL       -- account
) STRICT;
