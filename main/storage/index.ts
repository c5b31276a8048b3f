export { openFileSource, writeWhole, type FileSource } from "./files.ts";
export { FolderInUse, holdFolder, type FolderHold } from "./hold.ts";
export { openSqlite, type Migration, type Row, type Sqlite, type SqliteValue } from "./sqlite.ts";
