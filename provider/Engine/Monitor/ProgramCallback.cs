using Google.Protobuf;
using Grpc.Core;
using Pulumirpc;

namespace Sluice.Engine.Monitor;

/// <summary>A function of the program. It is called once at a time, as programs expect that keep what they have seen.</summary>
internal sealed class ProgramCallback(Callbacks.CallbacksClient client, Callback callback) : IDisposable
{
    /// <summary>Structs nest deeper than protobuf's own limit of 100 messages allows: three messages are one level.</summary>
    private const int MaxNesting = 10_000;

    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Calls the function and reads its answer into <paramref name="response"/>.</summary>
    /// <param name="request">What the function is given.</param>
    /// <param name="response">An empty message of the kind the function answers with.</param>
    /// <param name="what">Who is called for what; the beginning of error messages.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="EngineException">The function failed, cannot be reached, or answered with something else.</exception>
    public async Task<T> InvokeAsync<T>(IMessage request, T response, string what, CancellationToken cancellation)
        where T : IMessage<T>
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            var answer = await client.InvokeAsync(new CallbackInvokeRequest { Token = callback.Token, Request = request.ToByteString() }, cancellationToken: cancellation);
            using var bytes = new MemoryStream(answer.Response.ToByteArray(), writable: false);
            response.MergeFrom(CodedInputStream.CreateWithLimits(bytes, int.MaxValue, MaxNesting));
            return response;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
        {
            throw new EngineException($"{what}: the program does not answer at {callback.Target}: {e.Status.Detail}. A program that is to be called back stays until all its registrations are answered.", e);
        }
        catch (RpcException e)
        {
            throw new EngineException($"{what}: {e.Status.Detail}", e);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new EngineException($"{what}: the answer is no {response.Descriptor.Name}: {e.Message}", e);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
