-- An id is a name within the changes of its author: somebody who carries their file knows it, and might use it first.
DROP INDEX change_by_id;
CREATE UNIQUE INDEX change_by_id ON change_log (tenant, id, author);
