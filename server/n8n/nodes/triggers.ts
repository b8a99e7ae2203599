import type { Exporters, Mappers } from "../mapper";

export const triggersMappers: Mappers = {
  manualTrigger: () => ({ type: "core.manualTrigger", inputs: [] }),
  start: () => ({ type: "core.manualTrigger", inputs: [] }),
  executeWorkflowTrigger: () => ({ type: "core.workflowTrigger", inputs: [] }),
  errorTrigger: () => ({ type: "core.errorTrigger", inputs: [] }),
};

export const triggersExporters: Exporters = {
  "core.manualTrigger": () => trigger("manualTrigger", 1),
  "core.workflowTrigger": () => trigger("executeWorkflowTrigger", 1.1, { inputSource: "passthrough" }),
  "core.errorTrigger": () => trigger("errorTrigger", 1),
};

const trigger = (type: string, typeVersion: number, parameters = {}) => ({
  ...{ type: `n8n-nodes-base.${type}`, typeVersion, parameters, inputs: [] },
});
