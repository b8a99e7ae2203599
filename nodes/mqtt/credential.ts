import { type Encryption, encryption } from "@/nodes/credentials/encryption";
import { defineCredential, p } from "@/nodes/sdk";
import { openMqtt } from "./connection";

export type MqttAccess = {
  host: string;
  port: number;
  user: string;
  password: string;
  version: "5" | "4";
  tls: Encryption;
};

export const mqttAccess = defineCredential({
  type: "queue.mqtt",
  label: "MQTT",
  summary: "An MQTT broker such as Mosquitto, EMQX or HiveMQ",
  params: {
    host: p.text({ label: "Host", required: true, placeholder: "mqtt.example.com" }),
    port: p.number({ label: "Port", help: "Usually 8883 with TLS", default: 1883, min: 1, max: 65535, integer: true }),
    user: p.text({ label: "User", help: "Leave empty when the broker asks for none" }),
    password: p.secret({ label: "Password" }),
    version: p.select({
      label: "Version",
      options: [
        { value: "5", label: "MQTT 5" },
        { value: "4", label: "MQTT 3.1.1" },
      ],
    }),
    tls: encryption,
  },
  async tryOut(values, lent) {
    const { client } = await openMqtt(values, lent, {});
    client.end(true);
  },
});
