namespace Sluice.GatewayApi.Annotations;

/// <summary>The regular expressions (RE2, searched in the value) that fields of the model have to match.</summary>
public static class Patterns
{
    /// <summary>The type of a Gateway address; only partly anchored, as the API has it.</summary>
    public const string AddressType = """^Hostname|IPAddress|NamedAddress|[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/[A-Za-z0-9\/\-._~%!$&'()*+,;=:]+$""";

    /// <summary>The reason of a condition.</summary>
    public const string ConditionReason = """^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$""";

    /// <summary>The type of a condition.</summary>
    public const string ConditionType = """^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$""";

    /// <summary>A domain-prefixed path.</summary>
    public const string ControllerName = """^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/[A-Za-z0-9\/\-._~%!$&'()*+,;=:]+$""";

    /// <summary>An origin, a wildcard origin, or the lone wildcard.</summary>
    public const string CorsOrigin = """(^\*$)|(^(http(s)?):\/\/(((\*\.)?([a-zA-Z0-9\-]+\.)*[a-zA-Z0-9-]+|\*)(:([0-9]{1,5}))?)$)""";

    /// <summary>One lower-case DNS label.</summary>
    public const string DnsLabel = """^[a-z0-9]([-a-z0-9]*[a-z0-9])?$""";

    /// <summary>Lower-case DNS labels joined by dots.</summary>
    public const string DnsSubdomain = """^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$""";

    /// <summary>Up to four groups of a number and h, m, s or ms.</summary>
    public const string Duration = """^([0-9]{1,5}(h|m|s|ms)){1,4}$""";

    /// <summary>An API group: empty for core, else a DNS subdomain.</summary>
    public const string Group = """^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$""";

    /// <summary>An HTTP token.</summary>
    public const string HeaderName = """^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$""";

    /// <summary>Visible ASCII with single blanks or tabs between.</summary>
    public const string HeaderValue = """^[!-~]+([\t ]?[!-~]+)*$""";

    /// <summary>A lower-case DNS name, optionally with a leading wildcard label.</summary>
    public const string Hostname = """^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$""";

    /// <summary>A kind name.</summary>
    public const string Kind = """^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$""";

    /// <summary>The value of a label.</summary>
    public const string LabelValue = """^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$""";

    /// <summary>A listener protocol or a domain-prefixed one.</summary>
    public const string Protocol = """^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?$|[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/[A-Za-z0-9]+$""";

    /// <summary>An absolute URI.</summary>
    public const string Uri = """^(([^:/?#]+):)(//([^/?#]*))([^?#]*)(\?([^#]*))?(#(.*))?""";

    /// <summary>Characters of a URI path.</summary>
    public const string UriPath = """^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$""";

    /// <summary>The word System or a domain-prefixed name.</summary>
    public const string WellKnownCACertificates = """^(System|([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]))$""";
}
