import { type Place, placeName } from "../../core/place.ts";
import { clientConfig, type LocalUrl } from "./transport/clientConfig.ts";
import { type AskMfaCode, type CredentialSource, credentialSource } from "./transport/credentials.ts";
import { lastingClient, type ServiceClass, type ServiceClient, type SignIn } from "./transport/lastingClient.ts";
import type { ProxySettings } from "./transport/proxy.ts";

/**
 * Answers the client of a service, with which every call, those of the SDK's paginators included, is made by the same rules: a read is
 * repeated for a minute, a write is sent once, a model is asked once, and all of them end at once when their signal does.
 */
export type ClientOf = <C extends ServiceClient>(Service: ServiceClass<C>, options?: object) => C;

/** What the clients of all places stand on. */
export interface Surroundings {
    readonly localUrl: LocalUrl;
    readonly proxy: () => ProxySettings;
    /** Is told of each call of a place that was answered, as those are whose sign-in is good. */
    readonly answered: (place: Place) => void;
    readonly log: (message: string) => void;
}

/** The clients of all places: one for each account, region and service. */
export interface Clients {
    /** Without `askCode` nobody is asked for the code of an MFA device. */
    readonly in: (place: Place, signIn: SignIn, askCode?: AskMfaCode) => ClientOf;
    /** Has credentials and configuration of one place, or of all, read anew with the next call. */
    readonly renew: (place?: Place) => void;
}

interface PlaceClients {
    readonly credentials: CredentialSource;
    readonly made: Map<unknown, ServiceClient>;
}

export function clients({ localUrl, proxy, answered, log }: Surroundings): Clients {
    const places = new Map<string, PlaceClients>();
    const of = (place: Place): PlaceClients => {
        const profile = place.kind === "aws" ? place.profile : "";
        const route = { region: place.region, proxy: proxy() };
        const found = places.get(placeName(place)) ?? { credentials: credentialSource(profile, route), made: new Map() };
        places.set(placeName(place), found);
        return found;
    };
    const current = <C extends ServiceClient>(place: Place, Service: ServiceClass<C>, options: object): C => {
        const { credentials, made } = of(place);
        const known = made.get(Service);
        if (known instanceof Service) {
            return known;
        }
        const config = clientConfig(place, { localUrl, credentials: () => credentials.get(), proxy: proxy() });
        const client = new Service({ ...config, ...options });
        made.set(Service, client);
        return client;
    };
    // Calls that are on their way end on the clients that they began with.
    const renew = (place?: Place) => (place === undefined ? places.clear() : void places.delete(placeName(place)));
    return {
        renew,
        in:
            (place, signIn, askCode) =>
            (Service, options = {}) =>
                lastingClient(Service, () => current(place, Service, options), {
                    place,
                    credentials: () => (place.kind === "aws" ? of(place).credentials.get(askCode) : undefined),
                    renew: (used) => of(place).credentials.isNewerThan(used) || renew(place),
                    signIn,
                    answered,
                    log,
                }),
    };
}
