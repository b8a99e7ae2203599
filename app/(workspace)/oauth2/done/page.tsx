import { titled } from "@/app/translator";
import { ConnectedPage } from "@/components/credentials/connected-page";

export const generateMetadata = titled("credentials");

export default function Connected() {
  return <ConnectedPage />;
}
