import { titled } from "@/app/translator";
import { SignInSettingsPage } from "@/components/account/sign-in-settings-page";

export const generateMetadata = titled("signInSettings");

export default function SignInSettings() {
  return <SignInSettingsPage />;
}
