import { titled } from "@/app/translator";
import { TablesPage } from "@/components/tables/tables-page";

export const generateMetadata = titled("tables");

export default function Tables() {
  return <TablesPage />;
}
