/** What stands in the place of a secret. */
const MASK = "•••";
/** A shorter value stands in too many innocent words. */
const SHORTEST = 8;

/** Values that are secrets whatever they look like: those that signed calls, and those of this process's environment. */
const kept = new Set<string>();
let pattern: RegExp | undefined;

/** Has a value kept out of everything that is shown or logged from now on. */
export function keepSecret(value: string): void {
    if (value.length >= SHORTEST && !kept.has(value)) {
        [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)].forEach((form) => kept.add(form));
        pattern = undefined;
    }
}

const SECRET_NAME =
    "(?:[a-z0-9_-]*(?:secret[_-]?access[_-]?key|session[_-]?token|security[_-]?token|access[_-]?token|refresh[_-]?token|id[_-]?token|auth[_-]?token|client[_-]?secret|api[_-]?key|private[_-]?key|passw(?:or)?d|secret|token))";

/** Each keeps what stands in front of the secret. */
const SHAPES: readonly RegExp[] = [
    /(-----BEGIN [A-Z ]*PRIVATE KEY-----)[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
    // Of the header everything is hidden: the scheme, and what a signature is made of.
    /(\bauthorization["']?\s*[:=]\s*["']?)[^\r\n"']+/gi,
    /(\b(?:Bearer|Basic)\s+)[\w.~+/=-]{8,}/g,
    /(X-Amz-(?:Signature|Security-Token|Credential)=)[^&\s"']+/gi,
    /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s@/]+(?=@)/gi,
    new RegExp(`(\\b${SECRET_NAME}\\\\?["']?\\s*[:=]\\s*\\\\?["']?)[^\\s"',;&\\\\]{4,}`, "gi"),
    new RegExp(`(--${SECRET_NAME}\\s+)\\S{4,}`, "gi"),
    /(\b(?:AKIA|ASIA))[A-Z0-9]{12,}\b/g,
    /(\b(?:gh[opsur]|hf|npm|pypi|xox[abprs])[_-])[\w-]{16,}/g,
    /(\beyJ)[\w-]{10,}\.[\w-]{10,}\.[\w-]*/g,
];

/** The way out for text of ours and of others that may hold a secret: known ones are hidden by value, others by what they look like. */
export function redact(text: string): string {
    return SHAPES.reduce((shown, shape) => shown.replaceAll(shape, `$1${MASK}`), withoutKept(text));
}

/** The way out for what belongs to the user, such as a model's answer: only known secrets are hidden, and nothing is guessed. */
export function withoutKept(text: string): string {
    pattern ??= patternOf(kept);
    return kept.size === 0 ? text : text.replaceAll(pattern, MASK);
}

/** The same for all texts of a message. */
export function messageWithoutKept(message: unknown): unknown {
    if (typeof message === "string") {
        return withoutKept(message);
    }
    if (Array.isArray(message)) {
        return message.map(messageWithoutKept);
    }
    return isPlain(message)
        ? Object.fromEntries(Object.entries(message).map(([key, value]) => [key, messageWithoutKept(value)]))
        : message;
}

function isPlain(value: unknown): value is object {
    return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function patternOf(values: ReadonlySet<string>): RegExp {
    // The longest first, because one may begin like another.
    const sorted = [...values].toSorted((a, b) => b.length - a.length);
    return new RegExp(sorted.map((value) => value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"), "g");
}

/** Whether a variable of an environment holds a secret, by its name. */
export function isSecretName(name: string): boolean {
    return /SECRET|TOKEN|PASSWORD|PASSWD|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY$/i.test(name);
}
