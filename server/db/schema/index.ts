export * from "./api-nodes";
export * from "./endpoints";
export * from "./execution-counts";
export * from "./executions";
export * from "./settings";
export * from "./tables";
export * from "./webhook-requests";
export * from "./workflows";
