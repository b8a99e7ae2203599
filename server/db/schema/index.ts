export * from "./executions";
export * from "./settings";
export * from "./workflows";
