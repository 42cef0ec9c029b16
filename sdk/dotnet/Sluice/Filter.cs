using Pulumi;

namespace Sluice;

/// <summary>Ways to make a filter.</summary>
public static class Filter
{
    /// <summary>Writes a request header over.</summary>
    /// <param name="name">The header's name.</param>
    /// <param name="value">The header's value.</param>
    public static FilterArgs SetRequestHeader(Input<string> name, Input<string> value) =>
        new() { RequestHeaders = new() { Set = { new(name, value) } } };

    /// <summary>Adds a request header to those of the same name.</summary>
    /// <param name="name">The header's name.</param>
    /// <param name="value">The header's value.</param>
    public static FilterArgs AddRequestHeader(Input<string> name, Input<string> value) =>
        new() { RequestHeaders = new() { Add = { new(name, value) } } };

    /// <summary>Writes a response header over.</summary>
    /// <param name="name">The header's name.</param>
    /// <param name="value">The header's value.</param>
    public static FilterArgs SetResponseHeader(Input<string> name, Input<string> value) =>
        new() { ResponseHeaders = new() { Set = { new(name, value) } } };

    /// <summary>Several changes to request headers at once.</summary>
    /// <param name="changes">What to set, add and remove.</param>
    public static FilterArgs RequestHeaders(HeaderChangesArgs changes) => new() { RequestHeaders = changes };

    /// <summary>Several changes to response headers at once.</summary>
    /// <param name="changes">What to set, add and remove.</param>
    public static FilterArgs ResponseHeaders(HeaderChangesArgs changes) => new() { ResponseHeaders = changes };

    /// <summary>Answers with a redirect.</summary>
    /// <param name="redirect">Where to.</param>
    public static FilterArgs Redirect(RedirectArgs redirect) => new() { Redirect = redirect };

    /// <summary>Changes host or path on the way to the backend.</summary>
    /// <param name="rewrite">The changes.</param>
    public static FilterArgs Rewrite(RewriteArgs rewrite) => new() { Rewrite = rewrite };

    /// <summary>Sends copies of the requests to another backend.</summary>
    /// <param name="backend">Who gets the copies.</param>
    /// <param name="percent">Share of the requests, all if absent.</param>
    public static FilterArgs Mirror(BackendArgs backend, Input<int>? percent = null) =>
        new() { Mirror = new() { Backend = backend, Percent = percent } };

    /// <summary>Lets web pages of other origins call the route.</summary>
    /// <param name="cors">Which ones, and how.</param>
    public static FilterArgs Cors(CorsArgs cors) => new() { Cors = cors };

    /// <summary>A filter of the implementation's own.</summary>
    /// <param name="group">API group of the object.</param>
    /// <param name="kind">Kind of the object.</param>
    /// <param name="name">Name of the object, in the route's namespace.</param>
    public static FilterArgs Extension(Input<string> group, Input<string> kind, Input<string> name) =>
        new() { Extension = new() { Group = group, Kind = kind, Name = name } };
}
