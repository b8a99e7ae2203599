import type { Exporters } from "./mapper";

/** Every node of ours that n8n has a counterpart of: one line per family. */
export const exporters: Exporters = {};
