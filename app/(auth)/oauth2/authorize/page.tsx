import { titled } from "@/app/translator";
import { ConsentPage } from "@/components/oauth/consent-page";

export const generateMetadata = titled("consent");

export default function Consent() {
  return <ConsentPage />;
}
