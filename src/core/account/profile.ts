/** Where the credentials of a profile come from, as the keys of its section tell. */
export type ProfileKind =
    /** IAM Identity Center. */
    | "sso"
    /** What `aws login` has signed in. */
    | "login"
    | "role"
    | "webIdentity"
    /** A program prints them (`credential_process`). */
    | "process"
    | "keys"
    /** The section has settings only. */
    | "none";

/** A profile of AWS's shared configuration. It holds no secret. */
export interface Profile {
    readonly name: string;
    readonly kind: ProfileKind;
    readonly region: string | undefined;
    /** The profile that somebody signs in to, so that this one has credentials: itself, or the source of its role. */
    readonly signIn: { readonly profile: string; readonly kind: ProfileKind };
    /** Whether a role on the way wants the code of an MFA device. */
    readonly isAskedForCode: boolean;
}

const KINDS: Readonly<Record<ProfileKind, string>> = {
    sso: "IAM Identity Center",
    login: "aws login",
    role: "assumed role",
    webIdentity: "web identity",
    process: "program",
    keys: "access keys",
    none: "no credentials",
};

/** The kind of a profile as the user reads it. */
export function profileKindText({ kind, signIn }: Profile): string {
    return kind === "role" && signIn.kind !== "role" ? `${KINDS.role} by ${KINDS[signIn.kind]}` : KINDS[kind];
}

/** A section of the shared configuration: key → value. */
export type Section = Readonly<Record<string, string | undefined>>;

/** A role may have a role as its source, and a hostile file may go round in circles. */
const LONGEST_CHAIN = 10;

/** Makes profiles of the sections, by name. */
export function profilesOf(sections: Readonly<Record<string, Section>>): readonly Profile[] {
    return Object.entries(sections)
        .map(([name, section]) => ({
            name,
            kind: kindOf(section),
            region: section["region"],
            signIn: signInOf(name, sections, LONGEST_CHAIN),
            isAskedForCode: isAskedForCode(name, sections, LONGEST_CHAIN),
        }))
        .toSorted((a, b) => a.name.localeCompare(b.name));
}

function signInOf(name: string, sections: Readonly<Record<string, Section>>, left: number): Profile["signIn"] {
    const section = sections[name] ?? {};
    const source = section["source_profile"];
    const kind = kindOf(section);
    return kind === "role" && source !== undefined && source !== name && left > 0
        ? signInOf(source, sections, left - 1)
        : { profile: name, kind };
}

function isAskedForCode(name: string, sections: Readonly<Record<string, Section>>, left: number): boolean {
    const section = sections[name] ?? {};
    const source = section["source_profile"];
    return (
        kindOf(section) === "role" &&
        (section["mfa_serial"] !== undefined ||
            (source !== undefined && source !== name && left > 0 && isAskedForCode(source, sections, left - 1)))
    );
}

/** In the order in which the SDK looks, but that a role comes before the keys that may stand for its source. */
function kindOf(section: Section): ProfileKind {
    const has = (key: string) => section[key] !== undefined;
    if (has("role_arn")) {
        return has("web_identity_token_file") ? "webIdentity" : "role";
    }
    if (has("aws_access_key_id")) {
        return "keys";
    }
    if (has("credential_process")) {
        return "process";
    }
    if (has("sso_session") || has("sso_start_url") || has("sso_account_id")) {
        return "sso";
    }
    return has("login_session") ? "login" : "none";
}
