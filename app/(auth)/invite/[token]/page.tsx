import { titled } from "@/app/translator";
import { InvitationForm } from "@/components/sign-in/invitation-form";

export const generateMetadata = titled("invite");

export default async function InvitePage({ params }: { params: Promise<{ token: string }> }) {
  return <InvitationForm token={(await params).token} />;
}
