import type { Doors } from "@/nodes/sdk/services";
import type { HttpClient } from "@/server/http/client";

/** The ways out that are lent to nodes, beside HTTP. */
export const doorsOf = (http: HttpClient): Doors => ({
  connect: (target) => http.connect(target),
  socket: () => http.socket(),
  resolve: (target) => http.resolve(target),
  findService: (request) => http.findService(request),
  secure: (socket, options) => http.secure(socket, options),
});
