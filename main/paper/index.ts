export { receiptPaper } from "./receipt.ts";
