import { titled } from "@/app/translator";
import { SchedulesPage } from "@/components/schedules/schedules-page";

export const generateMetadata = titled("schedules");

export default function Schedules() {
  return <SchedulesPage />;
}
