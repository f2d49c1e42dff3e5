-- From a run to those that speak of it: the one that carried its plan out, and those that took it back. Every page of
-- runs asks this for each of its rows.
create index runs_approving on runs (approves) where approves is not null;
create index runs_undoing on runs ((undoes ->> 'runId')) where undoes is not null;
