using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Rectify.Workflow.Engine.Execution;

/// <summary>Ids computed from the instance's id and a number, so that a repeated burst gives the same ones.</summary>
internal static class Ids
{
    public static string Activity(string instanceId, int number) => $"{instanceId}-{number}";

    public static string Bookmark(string instanceId, int number) => Derive(instanceId, 'b', number).ToString("N");

    public static string Child(string instanceId, int number) => Derive(instanceId, 'c', number).ToString("N");

    public static Guid Expression(string instanceId, int number) => Derive(instanceId, 'g', number);

    private static Guid Derive(string instanceId, char purpose, int number)
    {
        var length = Encoding.UTF8.GetByteCount(instanceId);
        var input = length <= 256 ? stackalloc byte[length + 5] : new byte[length + 5];
        Encoding.UTF8.GetBytes(instanceId, input);
        input[length] = (byte)purpose;
        BinaryPrimitives.WriteInt32LittleEndian(input[(length + 1)..], number);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(input, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
