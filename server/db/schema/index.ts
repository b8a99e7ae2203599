export * from "./api-nodes";
export * from "./endpoints";
export * from "./executions";
export * from "./schedules";
export * from "./settings";
export * from "./tables";
export * from "./webhook-requests";
export * from "./workflows";
