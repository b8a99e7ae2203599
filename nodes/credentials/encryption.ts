import { p } from "@/nodes/sdk";

/** How a connection to a server is protected. */
export const encryption = p.select({
  label: "Encryption",
  options: [
    { value: "none", label: "None" },
    { value: "verify", label: "TLS" },
    { value: "any", label: "TLS, with any certificate", help: "Whoever sits in between can read everything" },
  ],
});

export type Encryption = "none" | "verify" | "any";
