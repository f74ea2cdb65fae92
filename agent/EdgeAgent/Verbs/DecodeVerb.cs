using System.CommandLine;
using EdgeAgent.Core.Sensing.Decoding;
using EdgeAgent.Decode;
using EdgeAgent.Run;

namespace EdgeAgent.Verbs;

/// <summary>`edgeagent decode`.</summary>
internal static class DecodeVerb
{
    private const int Ok = 0;
    private const int Usage = 1;
    private const int NotValid = 2;

    public static Command Create()
    {
        var names = FrameDecoders.All.Select(d => d.Protocol).ToArray();
        var protocol = new Argument<string>("protocol") { Description = "How the frame is to be read: " + string.Join(", ", names) + "." };
        protocol.AcceptOnlyFromAmong(names);
        var frame = new Argument<string[]>("frame") { Description = "The frame: hexadecimal digits, spaces allowed, or text as it stands; - reads standard input, one frame a line.", Arity = ArgumentArity.OneOrMore };
        var request = new Option<string?>("--request") { Description = "The request that the frame answers: tells the registers of a Modbus reply. Left out: the frame stands alone.", HelpName = "FRAME" };
        var json = new Option<bool>("--json") { Description = "A JSON object a frame, for programs." };
        var command = new Command("decode", "Read a captured frame of a field protocol. Ends with 0 when all frames are valid, 2 when one is not, 1 when the command makes no sense.") { protocol, frame, request, json };
        command.SetAction(parse =>
        {
            var decoder = FrameDecoders.All.First(d => d.Protocol == parse.GetValue(protocol));
            return Run(decoder, parse.GetValue(frame)!, parse.GetValue(request), parse.GetValue(json), parse.InvocationConfiguration);
        });
        return command;
    }

    private static int Run(IFrameDecoder decoder, string[] frame, string? requestText, bool json, InvocationConfiguration io)
    {
        byte[] request = [];
        if (requestText is not null)
        {
            if (FrameText.Read(requestText, out var fault) is not { } bytes)
            {
                io.Error.WriteLine($"edgeagent decode: --request has {fault}");
                return Usage;
            }

            request = bytes;
        }

        // Pieces that the shell split at spaces belong together.
        return frame is ["-"] ? All(decoder, request, json, io) : One(decoder, string.Join(' ', frame), request, json, io);
    }

    private static int All(IFrameDecoder decoder, byte[] request, bool json, InvocationConfiguration io)
    {
        var code = Ok;
        while (System.Console.In.ReadLine() is { } line)
        {
            if (line.Trim().Length > 0)
            {
                code = Math.Max(code, One(decoder, line, request, json, io));
            }
        }

        return code;
    }

    private static int One(IFrameDecoder decoder, string text, byte[] request, bool json, InvocationConfiguration io)
    {
        var result = FrameText.Read(text, out var fault) is { } frame ? decoder.Decode(frame, request) : new DecodeFault("no frame", "hexadecimal digits or text", fault, 0);
        io.Output.WriteLine(json ? DecodeWriter.Json(decoder.Protocol, result) : DecodeWriter.Text(decoder.Protocol, result));
        return result is DecodedFrame ? Ok : NotValid;
    }
}
