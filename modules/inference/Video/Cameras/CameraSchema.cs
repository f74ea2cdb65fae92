namespace EdgeAgent.Inference.Video.Cameras;

/// <summary>JSON Schema of a source of kind `camera`.</summary>
internal static class CameraSchema
{
    private const string Classes = """
        "type": "array", "minItems": 1, "maxItems": 16, "items": { "description": "a label of the module", "type": "string", "minLength": 1, "maxLength": 40, "pattern": "^[a-z0-9][a-z0-9 _-]*$" }
        """;

    private const string Place = """
        "type": "array", "minItems": 2, "maxItems": 2, "items": { "description": "0 to 1", "type": "number", "minimum": 0, "maximum": 1 }
        """;

    private static string Area => $$"""
        "type": "array", "minItems": 3, "maxItems": 32, "items": { "description": "x and y, 0 to 1 of the picture's width and height, y pointing down", {{Place}} }
        """;

    private static string Line => $$"""
        "type": "object",
        "required": ["name", "from", "to"],
        "additionalProperties": false,
        "properties": {
          "name": { "description": "Name, unique in the camera.", "$ref": "#/$defs/name" },
          "from": { "description": "Its beginning: x and y, 0 to 1 of the picture's width and height, y pointing down.", {{Place}} },
          "to": { "description": "Its end. A foot point (middle of the box's lower edge) that goes from the negative side of (to - from) x (foot - from) to the positive one goes in.", {{Place}} },
          "classes": { "description": "What is counted; left out: person.", {{Classes}} },
          "wrongWay": { "description": "The direction in which nothing may go; left out: both are free.", "enum": ["in", "out"] },
          "alarm": { "description": "true: a crossing the wrong way is an alarm.", "type": "boolean", "default": false }
        }
        """;

    private static string Zone => $$"""
        "type": "object",
        "required": ["name", "area"],
        "additionalProperties": false,
        "properties": {
          "name": { "description": "Name, unique in the camera.", "$ref": "#/$defs/name" },
          "area": { "description": "Corners in order.", {{Area}} },
          "classes": { "description": "What is watched; left out: person.", {{Classes}} },
          "loiter": { "description": "A stay of more is loitering; left out: nobody loiters here.", "type": "string", "format": "duration", "x-min": 1000, "x-max": 86400000 },
          "forbidden": { "description": "true: nothing of the classes may be here.", "type": "boolean", "default": false },
          "leftBehind": { "description": "A thing that stands alone for so long was left behind; left out: not watched.", "type": "string", "format": "duration", "x-min": 1000, "x-max": 86400000 },
          "things": { "description": "What may be left behind; left out: backpack, handbag, suitcase.", {{Classes}} },
          "queue": { "description": "true: those who stand here are counted as a queue.", "type": "boolean", "default": false },
          "alarm": { "description": "true: what happens here is an alarm.", "type": "boolean", "default": false }
        }
        """;

    private static string Motion => $$"""
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "off": { "description": "true: every picture is looked at.", "type": "boolean", "default": false },
          "threshold": { "description": "Least change of a block's mean brightness, levels of 255.", "type": "number", "minimum": 1, "maximum": 255, "default": 8 },
          "blocks": { "description": "Least changed blocks of 8 by 8 pixels.", "type": "integer", "minimum": 1, "maximum": 10000, "default": 6 },
          "hold": { "description": "How long pictures are looked at after the last motion.", "type": "string", "format": "duration", "x-min": 0, "x-max": 600000, "default": "2 s" },
          "recheck": { "description": "A picture is looked at at least so often.", "type": "string", "format": "duration", "x-min": 1000, "x-max": 3600000, "default": "30 s" },
          "masks": { "description": "Parts of the picture in which motion does not count, such as a tree or a clock.", "type": "array", "maxItems": 16, "items": { "description": "corners in order", {{Area}} } }
        }
        """;

    public static readonly string Text = $$"""
        {
          "description": "Cameras whose pictures a video module looks at on the gateway: numbers and events leave it, pictures do not.",
          "type": "object",
          "required": ["kind", "module", "devices"],
          "additionalProperties": false,
          "properties": {
            "kind": { "const": "camera" },
            "module": { "description": "Name of the module: a folder in the data path's folder modules, or in the one beside the program.", "type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,62}$" },
            "sessions": { "description": "How many pictures are looked at at once; each costs the model's memory again.", "type": "integer", "minimum": 1, "maximum": 8, "default": 1 },
            "devices": {
              "description": "The cameras.", "type": "array", "minItems": 1, "maxItems": {{CamerasPlan.MostCameras}},
              "items": {
                "type": "object",
                "required": ["name", "url"],
                "additionalProperties": false,
                "properties": {
                  "name": { "description": "Name, unique in the site.", "$ref": "#/$defs/name" },
                  "label": { "description": "What people call it.", "$ref": "#/$defs/label" },
                  "url": { "description": "Where its pictures come from: rtsp://host/path, http://host/path, v4l2:/dev/video0, file:/path of a clip. No user and no password.", "type": "string", "minLength": 6, "maxLength": 500 },
                  "user": { "description": "User that the camera asks for; left out: none.", "type": "string", "minLength": 1, "maxLength": 40, "pattern": "^[^:@/\\u0000-\\u001f]+$" },
                  "secret": { "description": "Name of the secret that holds the password (edgeagent secret set NAME); left out: none.", "type": "string", "pattern": "^[a-z0-9][a-z0-9._-]{0,62}$" },
                  "fps": { "description": "Most pictures a second that are looked at.", "type": "number", "minimum": 0.2, "maximum": 30, "default": 5 },
                  "size": { "description": "Size that is asked of a v4l2 device, as in 1280x720; left out: its own.", "type": "string", "pattern": "^[1-9][0-9]{1,3}x[1-9][0-9]{1,3}$" },
                  "repeat": { "description": "true: a clip begins anew at its end.", "type": "boolean", "default": true },
                  "alarm": { "description": "lost: its loss is an alarm; left out: an event.", "enum": ["lost"] },
                  "grade": { "description": "How far its numbers may travel.", "$ref": "#/$defs/grade" },
                  "evidence": {
                    "description": "Pictures that are kept on the gateway when an event begins; left out: none. Only who has the scope evidence may fetch them, and each access is audited.",
                    "type": "object",
                    "required": ["pictures"],
                    "additionalProperties": false,
                    "properties": {
                      "pictures": { "description": "blurred: people and vehicles are made unknowable; plain: as they are, for which a reason must be given.", "enum": ["blurred", "plain"] },
                      "keep": { "description": "How long they are kept.", "type": "string", "format": "duration", "x-min": 60000, "x-max": 2592000000, "default": "1 d" },
                      "reason": { "description": "Who allowed plain pictures, and why.", "type": "string", "minLength": 20, "maxLength": 500 }
                    }
                  },
                  "motion": { "description": "When a picture is worth a look.", {{Motion}} },
                  "lines": { "description": "Lines that are counted at.", "type": "array", "maxItems": 16, "items": { "description": "a line", {{Line}} } },
                  "zones": { "description": "Parts of the picture that are watched.", "type": "array", "maxItems": 16, "items": { "description": "a zone", {{Zone}} } }
                }
              }
            }
          }
        }
        """;
}
