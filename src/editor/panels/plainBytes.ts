import type { ToPanel } from "../../protocol/panel.ts";

/**
 * The same message with its bytes as plain Uint8Arrays. VS Code carries those to a page as bytes, but subclasses of it as JSON: Node reads
 * files as Buffers, and the AWS SDK answers bodies as a class of its own.
 */
export function withPlainBytes(message: ToPanel): ToPanel {
    switch (message.type) {
        case "body":
            return { ...message, body: plain(message.body) };
        case "answer":
            return { ...message, answer: { ...message.answer, body: plain(message.answer.body) } };
        case "examples":
            return {
                ...message,
                examples: message.examples.map((one) => ({ ...one, picture: one.picture && plain(one.picture) })),
            };
        default:
            return message;
    }
}

function plain(bytes: Uint8Array): Uint8Array {
    return bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes);
}
