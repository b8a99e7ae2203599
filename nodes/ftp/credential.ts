import { type Encryption, encryption } from "@/nodes/credentials/encryption";
import { defineCredential, p } from "@/nodes/sdk";
import { openFtp } from "./client";

export type FtpAccess = { host: string; port: number; user: string; password: string; tls: Encryption };

export const ftpAccess = defineCredential({
  type: "files.ftp",
  label: "FTP",
  summary: "Files on a server by FTP, or FTPS with AUTH TLS",
  params: {
    host: p.text({ label: "Host", required: true, placeholder: "ftp.example.com" }),
    port: p.number({ label: "Port", default: 21, min: 1, max: 65535, integer: true }),
    user: p.text({ label: "User", required: true }),
    password: p.secret({ label: "Password" }),
    tls: encryption,
  },
  async tryOut(values, lent) {
    (await openFtp(values, lent)).close();
  },
});
