import { titled } from "@/app/translator";
import { CredentialsPage } from "@/components/credentials/credentials-page";

export const generateMetadata = titled("credentials");

export default function Credentials() {
  return <CredentialsPage />;
}
