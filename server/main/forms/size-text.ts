const kilo = 1_024;

/** A number of bytes for people. */
export const sizeText = (bytes: number): string =>
  bytes < kilo * kilo
    ? `${Math.max(1, Math.round(bytes / kilo))} KB`
    : `${Number((bytes / kilo / kilo).toFixed(1))} MB`;
