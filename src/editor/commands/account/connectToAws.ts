import type { AwsAccount, CallerIdentity } from "../../../core/account/identity.ts";
import { type AwsPlace, placeName } from "../../../core/place.ts";
import { Problem } from "../../../core/problem.ts";
import { type Profile, profileKindText } from "../../../core/account/profile.ts";
import type { Ask, Choice, PickStep } from "../../ask.ts";
import type { Progress } from "../../progress.ts";

/** What the environment says of AWS. */
export interface AwsEnvironment {
    readonly hasKeys: boolean;
    /** Empty where it names none. */
    readonly profile: string;
    readonly region: string;
}

interface Needs {
    readonly profiles: () => Promise<readonly Profile[]>;
    readonly environment: () => AwsEnvironment;
    /** Region → its name. */
    readonly regions: Readonly<Record<string, string>>;
    /** What is connected to now. */
    readonly current: () => AwsPlace | undefined;
    /** Asks AWS who calls; fails at once where a sign-in has expired. */
    readonly identityIn: (place: AwsPlace, signal: AbortSignal) => Promise<CallerIdentity>;
    readonly signIn: (profile: string, signal: AbortSignal) => Promise<void>;
    readonly keep: (account: AwsAccount) => Promise<void>;
    readonly openConfig: () => Promise<void>;
    readonly openPage: (url: string) => Promise<unknown>;
    readonly useLocal: () => Promise<void>;
    readonly ask: Pick<Ask, "choose" | "steps" | "tell">;
    readonly progress: Progress;
}

const TITLE = "Connect to AWS";
const HOW_TO = "https://docs.aws.amazon.com/cli/latest/userguide/cli-chap-authentication.html";

/** Asks for a profile and a region, and counts as connected only once AWS has answered who calls. */
export function connectToAws(needs: Needs): (signal: AbortSignal) => Promise<void> {
    return async (signal) => {
        const profiles = await needs.profiles();
        const environment = needs.environment();
        if (profiles.length === 0 && !environment.hasKeys && !(await goOnWithout(needs))) {
            return;
        }
        const steps = [profileStep(needs, profiles, environment), regionStep(needs, profiles, environment)];
        const answers = await needs.ask.steps(TITLE, steps);
        const [profile, region] = [answers?.get("profile"), answers?.get("region")];
        if (profile === undefined || region === undefined) {
            return;
        }
        const place: AwsPlace = { kind: "aws", profile, region };
        const identity = await needs.progress(`Connecting to ${placeName(place)}`, (cancelled) =>
            signedIn(needs, place, AbortSignal.any([signal, cancelled])),
        );
        await needs.keep({ place, identity });
        await needs.ask.tell(`Connected to account ${identity.account} in ${region}.`);
    };
}

/** Who has signed in never, or long ago, is signed in first: that is what connecting means. */
async function signedIn({ identityIn, signIn }: Needs, place: AwsPlace, signal: AbortSignal): Promise<CallerIdentity> {
    try {
        return await identityIn(place, signal);
    } catch (error) {
        if (!Problem.is(error, "loginExpired")) {
            throw error;
        }
        await signIn(place.profile, signal);
        return identityIn(place, signal);
    }
}

const [CONFIG, PAGE, LOCAL, GO_ON] = ["Open Config File", "How to Sign In", "Use Local SageMaker", "Use Default Credentials"];

/** An empty `~/.aws` is where a new user begins: they are told what to do, and that there is a way without an account. */
async function goOnWithout({ ask, openConfig, openPage, useLocal }: Needs): Promise<boolean> {
    const chosen = await ask.choose(
        "There is no AWS profile on this machine yet.",
        "A profile says how to sign in to AWS. Make one with `aws configure sso` or `aws login` in a terminal, or write it into the config file; it is noticed here at once. Profiles are read where this extension runs, which is not your own machine in a remote window.\n\nLocal SageMaker needs no account. On an instance of AWS the default credentials are those of its role.",
        [CONFIG, PAGE, LOCAL, GO_ON],
    );
    if (chosen === CONFIG) {
        await openConfig();
    } else if (chosen === PAGE) {
        await openPage(HOW_TO);
    } else if (chosen === LOCAL) {
        await useLocal();
    }
    return chosen === GO_ON;
}

function profileStep({ current, openConfig }: Needs, profiles: readonly Profile[], environment: AwsEnvironment): PickStep {
    const known = profiles.map((profile) => ({
        label: profile.name,
        description: [profileKindText(profile), profile.region].filter((part) => part !== undefined).join(" · "),
        value: profile.name,
    }));
    const standard = { label: "Default credentials", description: defaultText(profiles, environment), value: "" };
    return {
        kind: "pick",
        key: "profile",
        prompt: "Which profile? No credentials are stored by this extension.",
        choices: firstOf(isLikely(profiles, environment) ? [standard, ...known] : [...known, standard], current()?.profile),
        other: {
            label: "$(edit) Open Config File…",
            choose: async () => {
                await openConfig();
                return undefined;
            },
        },
    };
}

function isLikely(profiles: readonly Profile[], { hasKeys, profile }: AwsEnvironment): boolean {
    return hasKeys || profile !== "" || profiles.some(({ name }) => name === "default");
}

function defaultText(profiles: readonly Profile[], { hasKeys, profile }: AwsEnvironment): string {
    if (hasKeys) {
        return "environment";
    }
    if (profile !== "") {
        return `profile ${profile} of the environment`;
    }
    return profiles.some(({ name }) => name === "default")
        ? "profile default"
        : "role of the instance or container, if there is one";
}

function regionStep({ regions, current }: Needs, profiles: readonly Profile[], environment: AwsEnvironment): PickStep {
    const choices = Object.entries(regions).map(([region, name]) => ({ label: region, description: name, value: region }));
    const regionOf = (profile: string) =>
        profiles.find(({ name }) => name === (profile || environment.profile || "default"))?.region;
    return {
        kind: "pick",
        key: "region",
        prompt: "Which region? Images, data and jobs have to be in the same one.",
        choices,
        choicesAfter: (answers) => {
            const profile = answers.get("profile") ?? "";
            const kept = current();
            const likely = kept?.profile === profile ? kept.region : (regionOf(profile) ?? environment.region);
            return firstOf(choices, likely);
        },
        typed: (text) =>
            /^[a-z]{2,}(-[a-z]+)+-\d+$/.test(text) ? { label: text, description: "as typed", value: text } : undefined,
    };
}

/** Puts the likely choice where Enter takes it. */
function firstOf(choices: readonly Choice<string>[], value: string | undefined): readonly Choice<string>[] {
    const likely = choices.filter((choice) => choice.value === value);
    const others = choices.filter((choice) => choice.value !== value);
    return likely.length === 0 && value ? [{ label: value, value }, ...choices] : [...likely, ...others];
}
