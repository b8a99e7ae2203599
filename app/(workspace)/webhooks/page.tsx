import { titled } from "@/app/translator";
import { RequestsPage } from "@/components/webhook-requests/requests-page";

export const generateMetadata = titled("webhooks");

export default function Webhooks() {
  return <RequestsPage />;
}
