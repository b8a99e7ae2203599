import { titled } from "@/app/translator";
import { InvitationForm } from "@/components/sign-in/invitation-form";

export const generateMetadata = titled("reset");

export default async function ResetPage({ params }: { params: Promise<{ token: string }> }) {
  return <InvitationForm token={(await params).token} />;
}
