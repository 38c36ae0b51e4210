-- The figures an issue was made of, frozen with it: a JSON array, '' in issues of before.
ALTER TABLE report_issue ADD COLUMN figures TEXT NOT NULL DEFAULT '';
