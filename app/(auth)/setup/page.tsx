import { titled } from "@/app/translator";
import { SetupForm } from "@/components/sign-in/setup-form";

export const generateMetadata = titled("setup");

export default function SetupPage() {
  return <SetupForm />;
}
