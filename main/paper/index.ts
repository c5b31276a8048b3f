export { composeForm, type FormFrame, type PrintedForm } from "./compose.ts";
export { borrowingRegister, viewingRegister, type RegisterData } from "./forms/viewing-register.ts";
export { credentialsCheck, excerptApproval, type CredentialsData } from "./forms/request-papers.ts";
export { incidentRecord } from "./forms/incident.ts";
export { destructionRecord, holdRegistration, type DestructionData, type HoldData } from "./forms/retention-forms.ts";
export { retrievalOrder, type RequestData } from "./forms/retrieval-order.ts";
export { sessionRecord, type SessionData } from "./forms/session-record.ts";
export type { FormNo, Layout } from "./layout.ts";
export { receiptPaper } from "./receipt.ts";
