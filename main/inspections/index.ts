export { readDocuments, type ReadDocuments } from "./documents/preview.ts";
