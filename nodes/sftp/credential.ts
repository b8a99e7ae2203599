import { defineCredential, p } from "@/nodes/sdk";
import { openSftp } from "./client";

export type SftpAccess = {
  host: string;
  port: number;
  user: string;
  password: string;
  privateKey: string;
  passphrase: string;
  fingerprint: string;
};

export const sftpAccess = defineCredential({
  type: "files.sftp",
  label: "SFTP",
  summary: "Files on a server by SSH",
  params: {
    host: p.text({ label: "Host", required: true, placeholder: "files.example.com" }),
    port: p.number({ label: "Port", default: 22, min: 1, max: 65535, integer: true }),
    user: p.text({ label: "User", required: true }),
    password: p.secret({ label: "Password" }),
    privateKey: p.secret({ label: "Private key", multiline: true }),
    passphrase: p.secret({ label: "Passphrase of the key" }),
    fingerprint: p.text({
      label: "Fingerprint of the server",
      help: "As ssh-keygen -l shows it. Empty: any server of that address is trusted",
      placeholder: "SHA256:…",
    }),
  },
  async tryOut(values, lent) {
    const { end } = await openSftp(values, lent);
    await end();
  },
});
