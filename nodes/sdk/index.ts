export { type Credential, credential, defineCredential, optionalCredential } from "./credential";
export { type BatchContext, defineNode, type ItemContext, type NodeDefinition, suspend } from "./define-node";
export { NodeError } from "./node-error";
export { lazyParam, p } from "./params";
export type { HttpBody, HttpRequest, HttpResponse, NameValue, WebhookResponse } from "./services";
