namespace Sluice.Examples.Services.Httpbin;

/// <summary>What status 418 looks like (RFC 2324 section 2.3.2).</summary>
internal static class Teapot
{
    public const string Drawing = """

            -=[ teapot ]=-

                  ( )
               .-------.
           .-./         \.--.
           \  |         |   \\
            \_|         |___//
              |         |
               \_______/
                `-----'

        """;
}
