import type { FormTexts } from "./texts";

const kilo = 1_024;

/** A number of bytes for people. */
export const sizeText = (bytes: number, t: FormTexts): string =>
  bytes < kilo * kilo
    ? t("sizes.kilobytes", { size: Math.max(1, Math.round(bytes / kilo)) })
    : t("sizes.megabytes", { size: Number((bytes / kilo / kilo).toFixed(1)) });
