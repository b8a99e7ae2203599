/** Beside the values of a credential, sealed with them: where it may be sent. No field of a type is called so. */
export const hostsField = "$hosts";
