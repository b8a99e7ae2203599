import { titled } from "@/app/translator";
import { RequiredTwoFactor } from "@/components/account/required-two-factor";

export const generateMetadata = titled("twoFactor");

export default function TwoFactorPage() {
  return <RequiredTwoFactor />;
}
