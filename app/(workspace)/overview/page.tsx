import { titled } from "@/app/translator";
import { OverviewPage } from "@/components/overview/overview-page";

export const generateMetadata = titled("overview");

export default function Overview() {
  return <OverviewPage />;
}
